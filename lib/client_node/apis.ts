/**
 * The classes of client-node's generated API. Written by scripts/dev/generate_client_node.ts. Layer 5.
 *
 * @module
 */
import * as official from "npm:@kubernetes/client-node@2.0.1/dist/gen/index.js";

/** The official class `AdmissionregistrationApi`; {@link generated} makes objects of it. */
export const AdmissionregistrationApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AdmissionregistrationApi"] =
    official.AdmissionregistrationApi;
/** An object of the official class `AdmissionregistrationApi`. */
export type AdmissionregistrationApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AdmissionregistrationApi"]
>;
/** The official class `AdmissionregistrationV1Api`; {@link generated} makes objects of it. */
export const AdmissionregistrationV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "AdmissionregistrationV1Api"
  ] = official.AdmissionregistrationV1Api;
/** An object of the official class `AdmissionregistrationV1Api`. */
export type AdmissionregistrationV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AdmissionregistrationV1Api"]
>;
/** The official class `AdmissionregistrationV1alpha1Api`; {@link generated} makes objects of it. */
export const AdmissionregistrationV1alpha1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "AdmissionregistrationV1alpha1Api"
  ] = official.AdmissionregistrationV1alpha1Api;
/** An object of the official class `AdmissionregistrationV1alpha1Api`. */
export type AdmissionregistrationV1alpha1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "AdmissionregistrationV1alpha1Api"
  ]
>;
/** The official class `AdmissionregistrationV1beta1Api`; {@link generated} makes objects of it. */
export const AdmissionregistrationV1beta1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "AdmissionregistrationV1beta1Api"
  ] = official.AdmissionregistrationV1beta1Api;
/** An object of the official class `AdmissionregistrationV1beta1Api`. */
export type AdmissionregistrationV1beta1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "AdmissionregistrationV1beta1Api"
  ]
>;
/** The official class `ApiextensionsApi`; {@link generated} makes objects of it. */
export const ApiextensionsApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiextensionsApi"] =
    official.ApiextensionsApi;
/** An object of the official class `ApiextensionsApi`. */
export type ApiextensionsApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiextensionsApi"]
>;
/** The official class `ApiextensionsV1Api`; {@link generated} makes objects of it. */
export const ApiextensionsV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiextensionsV1Api"] =
    official.ApiextensionsV1Api;
/** An object of the official class `ApiextensionsV1Api`. */
export type ApiextensionsV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiextensionsV1Api"]
>;
/** The official class `ApiregistrationApi`; {@link generated} makes objects of it. */
export const ApiregistrationApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiregistrationApi"] =
    official.ApiregistrationApi;
/** An object of the official class `ApiregistrationApi`. */
export type ApiregistrationApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiregistrationApi"]
>;
/** The official class `ApiregistrationV1Api`; {@link generated} makes objects of it. */
export const ApiregistrationV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiregistrationV1Api"] =
    official.ApiregistrationV1Api;
/** An object of the official class `ApiregistrationV1Api`. */
export type ApiregistrationV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApiregistrationV1Api"]
>;
/** The official class `ApisApi`; {@link generated} makes objects of it. */
export const ApisApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApisApi"] =
    official.ApisApi;
/** An object of the official class `ApisApi`. */
export type ApisApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ApisApi"]
>;
/** The official class `AppsApi`; {@link generated} makes objects of it. */
export const AppsApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AppsApi"] =
    official.AppsApi;
/** An object of the official class `AppsApi`. */
export type AppsApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AppsApi"]
>;
/** The official class `AppsV1Api`; {@link generated} makes objects of it. */
export const AppsV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AppsV1Api"] =
    official.AppsV1Api;
/** An object of the official class `AppsV1Api`. */
export type AppsV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AppsV1Api"]
>;
/** The official class `AuthenticationApi`; {@link generated} makes objects of it. */
export const AuthenticationApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthenticationApi"] =
    official.AuthenticationApi;
/** An object of the official class `AuthenticationApi`. */
export type AuthenticationApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthenticationApi"]
>;
/** The official class `AuthenticationV1Api`; {@link generated} makes objects of it. */
export const AuthenticationV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthenticationV1Api"] =
    official.AuthenticationV1Api;
/** An object of the official class `AuthenticationV1Api`. */
export type AuthenticationV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthenticationV1Api"]
>;
/** The official class `AuthorizationApi`; {@link generated} makes objects of it. */
export const AuthorizationApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthorizationApi"] =
    official.AuthorizationApi;
/** An object of the official class `AuthorizationApi`. */
export type AuthorizationApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthorizationApi"]
>;
/** The official class `AuthorizationV1Api`; {@link generated} makes objects of it. */
export const AuthorizationV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthorizationV1Api"] =
    official.AuthorizationV1Api;
/** An object of the official class `AuthorizationV1Api`. */
export type AuthorizationV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AuthorizationV1Api"]
>;
/** The official class `AutoscalingApi`; {@link generated} makes objects of it. */
export const AutoscalingApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AutoscalingApi"] =
    official.AutoscalingApi;
/** An object of the official class `AutoscalingApi`. */
export type AutoscalingApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AutoscalingApi"]
>;
/** The official class `AutoscalingV1Api`; {@link generated} makes objects of it. */
export const AutoscalingV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AutoscalingV1Api"] =
    official.AutoscalingV1Api;
/** An object of the official class `AutoscalingV1Api`. */
export type AutoscalingV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AutoscalingV1Api"]
>;
/** The official class `AutoscalingV2Api`; {@link generated} makes objects of it. */
export const AutoscalingV2Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AutoscalingV2Api"] =
    official.AutoscalingV2Api;
/** An object of the official class `AutoscalingV2Api`. */
export type AutoscalingV2Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["AutoscalingV2Api"]
>;
/** The official class `BatchApi`; {@link generated} makes objects of it. */
export const BatchApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["BatchApi"] =
    official.BatchApi;
/** An object of the official class `BatchApi`. */
export type BatchApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["BatchApi"]
>;
/** The official class `BatchV1Api`; {@link generated} makes objects of it. */
export const BatchV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["BatchV1Api"] =
    official.BatchV1Api;
/** An object of the official class `BatchV1Api`. */
export type BatchV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["BatchV1Api"]
>;
/** The official class `CertificatesApi`; {@link generated} makes objects of it. */
export const CertificatesApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesApi"] =
    official.CertificatesApi;
/** An object of the official class `CertificatesApi`. */
export type CertificatesApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesApi"]
>;
/** The official class `CertificatesV1Api`; {@link generated} makes objects of it. */
export const CertificatesV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesV1Api"] =
    official.CertificatesV1Api;
/** An object of the official class `CertificatesV1Api`. */
export type CertificatesV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesV1Api"]
>;
/** The official class `CertificatesV1alpha1Api`; {@link generated} makes objects of it. */
export const CertificatesV1alpha1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesV1alpha1Api"] =
    official.CertificatesV1alpha1Api;
/** An object of the official class `CertificatesV1alpha1Api`. */
export type CertificatesV1alpha1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesV1alpha1Api"]
>;
/** The official class `CertificatesV1beta1Api`; {@link generated} makes objects of it. */
export const CertificatesV1beta1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesV1beta1Api"] =
    official.CertificatesV1beta1Api;
/** An object of the official class `CertificatesV1beta1Api`. */
export type CertificatesV1beta1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CertificatesV1beta1Api"]
>;
/** The official class `CoordinationApi`; {@link generated} makes objects of it. */
export const CoordinationApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationApi"] =
    official.CoordinationApi;
/** An object of the official class `CoordinationApi`. */
export type CoordinationApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationApi"]
>;
/** The official class `CoordinationV1Api`; {@link generated} makes objects of it. */
export const CoordinationV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationV1Api"] =
    official.CoordinationV1Api;
/** An object of the official class `CoordinationV1Api`. */
export type CoordinationV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationV1Api"]
>;
/** The official class `CoordinationV1alpha2Api`; {@link generated} makes objects of it. */
export const CoordinationV1alpha2Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationV1alpha2Api"] =
    official.CoordinationV1alpha2Api;
/** An object of the official class `CoordinationV1alpha2Api`. */
export type CoordinationV1alpha2Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationV1alpha2Api"]
>;
/** The official class `CoordinationV1beta1Api`; {@link generated} makes objects of it. */
export const CoordinationV1beta1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationV1beta1Api"] =
    official.CoordinationV1beta1Api;
/** An object of the official class `CoordinationV1beta1Api`. */
export type CoordinationV1beta1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoordinationV1beta1Api"]
>;
/** The official class `CoreApi`; {@link generated} makes objects of it. */
export const CoreApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoreApi"] =
    official.CoreApi;
/** An object of the official class `CoreApi`. */
export type CoreApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoreApi"]
>;
/** The official class `CoreV1Api`; {@link generated} makes objects of it. */
export const CoreV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoreV1Api"] =
    official.CoreV1Api;
/** An object of the official class `CoreV1Api`. */
export type CoreV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CoreV1Api"]
>;
/** The official class `CustomObjectsApi`; {@link generated} makes objects of it. */
export const CustomObjectsApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CustomObjectsApi"] =
    official.CustomObjectsApi;
/** An object of the official class `CustomObjectsApi`. */
export type CustomObjectsApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["CustomObjectsApi"]
>;
/** The official class `DiscoveryApi`; {@link generated} makes objects of it. */
export const DiscoveryApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["DiscoveryApi"] =
    official.DiscoveryApi;
/** An object of the official class `DiscoveryApi`. */
export type DiscoveryApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["DiscoveryApi"]
>;
/** The official class `DiscoveryV1Api`; {@link generated} makes objects of it. */
export const DiscoveryV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["DiscoveryV1Api"] =
    official.DiscoveryV1Api;
/** An object of the official class `DiscoveryV1Api`. */
export type DiscoveryV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["DiscoveryV1Api"]
>;
/** The official class `EventsApi`; {@link generated} makes objects of it. */
export const EventsApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["EventsApi"] =
    official.EventsApi;
/** An object of the official class `EventsApi`. */
export type EventsApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["EventsApi"]
>;
/** The official class `EventsV1Api`; {@link generated} makes objects of it. */
export const EventsV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["EventsV1Api"] =
    official.EventsV1Api;
/** An object of the official class `EventsV1Api`. */
export type EventsV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["EventsV1Api"]
>;
/** The official class `FlowcontrolApiserverApi`; {@link generated} makes objects of it. */
export const FlowcontrolApiserverApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["FlowcontrolApiserverApi"] =
    official.FlowcontrolApiserverApi;
/** An object of the official class `FlowcontrolApiserverApi`. */
export type FlowcontrolApiserverApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["FlowcontrolApiserverApi"]
>;
/** The official class `FlowcontrolApiserverV1Api`; {@link generated} makes objects of it. */
export const FlowcontrolApiserverV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "FlowcontrolApiserverV1Api"
  ] = official.FlowcontrolApiserverV1Api;
/** An object of the official class `FlowcontrolApiserverV1Api`. */
export type FlowcontrolApiserverV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["FlowcontrolApiserverV1Api"]
>;
/** The official class `InternalApiserverApi`; {@link generated} makes objects of it. */
export const InternalApiserverApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["InternalApiserverApi"] =
    official.InternalApiserverApi;
/** An object of the official class `InternalApiserverApi`. */
export type InternalApiserverApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["InternalApiserverApi"]
>;
/** The official class `InternalApiserverV1alpha1Api`; {@link generated} makes objects of it. */
export const InternalApiserverV1alpha1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "InternalApiserverV1alpha1Api"
  ] = official.InternalApiserverV1alpha1Api;
/** An object of the official class `InternalApiserverV1alpha1Api`. */
export type InternalApiserverV1alpha1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "InternalApiserverV1alpha1Api"
  ]
>;
/** The official class `LogsApi`; {@link generated} makes objects of it. */
export const LogsApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["LogsApi"] =
    official.LogsApi;
/** An object of the official class `LogsApi`. */
export type LogsApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["LogsApi"]
>;
/** The official class `NetworkingApi`; {@link generated} makes objects of it. */
export const NetworkingApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NetworkingApi"] =
    official.NetworkingApi;
/** An object of the official class `NetworkingApi`. */
export type NetworkingApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NetworkingApi"]
>;
/** The official class `NetworkingV1Api`; {@link generated} makes objects of it. */
export const NetworkingV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NetworkingV1Api"] =
    official.NetworkingV1Api;
/** An object of the official class `NetworkingV1Api`. */
export type NetworkingV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NetworkingV1Api"]
>;
/** The official class `NetworkingV1beta1Api`; {@link generated} makes objects of it. */
export const NetworkingV1beta1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NetworkingV1beta1Api"] =
    official.NetworkingV1beta1Api;
/** An object of the official class `NetworkingV1beta1Api`. */
export type NetworkingV1beta1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NetworkingV1beta1Api"]
>;
/** The official class `NodeApi`; {@link generated} makes objects of it. */
export const NodeApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NodeApi"] =
    official.NodeApi;
/** An object of the official class `NodeApi`. */
export type NodeApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NodeApi"]
>;
/** The official class `NodeV1Api`; {@link generated} makes objects of it. */
export const NodeV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NodeV1Api"] =
    official.NodeV1Api;
/** An object of the official class `NodeV1Api`. */
export type NodeV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["NodeV1Api"]
>;
/** The official class `OpenidApi`; {@link generated} makes objects of it. */
export const OpenidApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["OpenidApi"] =
    official.OpenidApi;
/** An object of the official class `OpenidApi`. */
export type OpenidApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["OpenidApi"]
>;
/** The official class `PolicyApi`; {@link generated} makes objects of it. */
export const PolicyApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["PolicyApi"] =
    official.PolicyApi;
/** An object of the official class `PolicyApi`. */
export type PolicyApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["PolicyApi"]
>;
/** The official class `PolicyV1Api`; {@link generated} makes objects of it. */
export const PolicyV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["PolicyV1Api"] =
    official.PolicyV1Api;
/** An object of the official class `PolicyV1Api`. */
export type PolicyV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["PolicyV1Api"]
>;
/** The official class `RbacAuthorizationApi`; {@link generated} makes objects of it. */
export const RbacAuthorizationApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["RbacAuthorizationApi"] =
    official.RbacAuthorizationApi;
/** An object of the official class `RbacAuthorizationApi`. */
export type RbacAuthorizationApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["RbacAuthorizationApi"]
>;
/** The official class `RbacAuthorizationV1Api`; {@link generated} makes objects of it. */
export const RbacAuthorizationV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["RbacAuthorizationV1Api"] =
    official.RbacAuthorizationV1Api;
/** An object of the official class `RbacAuthorizationV1Api`. */
export type RbacAuthorizationV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["RbacAuthorizationV1Api"]
>;
/** The official class `ResourceApi`; {@link generated} makes objects of it. */
export const ResourceApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceApi"] =
    official.ResourceApi;
/** An object of the official class `ResourceApi`. */
export type ResourceApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceApi"]
>;
/** The official class `ResourceV1Api`; {@link generated} makes objects of it. */
export const ResourceV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1Api"] =
    official.ResourceV1Api;
/** An object of the official class `ResourceV1Api`. */
export type ResourceV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1Api"]
>;
/** The official class `ResourceV1alpha3Api`; {@link generated} makes objects of it. */
export const ResourceV1alpha3Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1alpha3Api"] =
    official.ResourceV1alpha3Api;
/** An object of the official class `ResourceV1alpha3Api`. */
export type ResourceV1alpha3Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1alpha3Api"]
>;
/** The official class `ResourceV1beta1Api`; {@link generated} makes objects of it. */
export const ResourceV1beta1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1beta1Api"] =
    official.ResourceV1beta1Api;
/** An object of the official class `ResourceV1beta1Api`. */
export type ResourceV1beta1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1beta1Api"]
>;
/** The official class `ResourceV1beta2Api`; {@link generated} makes objects of it. */
export const ResourceV1beta2Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1beta2Api"] =
    official.ResourceV1beta2Api;
/** An object of the official class `ResourceV1beta2Api`. */
export type ResourceV1beta2Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["ResourceV1beta2Api"]
>;
/** The official class `SchedulingApi`; {@link generated} makes objects of it. */
export const SchedulingApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["SchedulingApi"] =
    official.SchedulingApi;
/** An object of the official class `SchedulingApi`. */
export type SchedulingApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["SchedulingApi"]
>;
/** The official class `SchedulingV1Api`; {@link generated} makes objects of it. */
export const SchedulingV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["SchedulingV1Api"] =
    official.SchedulingV1Api;
/** An object of the official class `SchedulingV1Api`. */
export type SchedulingV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["SchedulingV1Api"]
>;
/** The official class `SchedulingV1alpha2Api`; {@link generated} makes objects of it. */
export const SchedulingV1alpha2Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["SchedulingV1alpha2Api"] =
    official.SchedulingV1alpha2Api;
/** An object of the official class `SchedulingV1alpha2Api`. */
export type SchedulingV1alpha2Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["SchedulingV1alpha2Api"]
>;
/** The official class `StorageApi`; {@link generated} makes objects of it. */
export const StorageApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StorageApi"] =
    official.StorageApi;
/** An object of the official class `StorageApi`. */
export type StorageApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StorageApi"]
>;
/** The official class `StorageV1Api`; {@link generated} makes objects of it. */
export const StorageV1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StorageV1Api"] =
    official.StorageV1Api;
/** An object of the official class `StorageV1Api`. */
export type StorageV1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StorageV1Api"]
>;
/** The official class `StorageV1beta1Api`; {@link generated} makes objects of it. */
export const StorageV1beta1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StorageV1beta1Api"] =
    official.StorageV1beta1Api;
/** An object of the official class `StorageV1beta1Api`. */
export type StorageV1beta1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StorageV1beta1Api"]
>;
/** The official class `StoragemigrationApi`; {@link generated} makes objects of it. */
export const StoragemigrationApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StoragemigrationApi"] =
    official.StoragemigrationApi;
/** An object of the official class `StoragemigrationApi`. */
export type StoragemigrationApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StoragemigrationApi"]
>;
/** The official class `StoragemigrationV1beta1Api`; {@link generated} makes objects of it. */
export const StoragemigrationV1beta1Api:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")[
    "StoragemigrationV1beta1Api"
  ] = official.StoragemigrationV1beta1Api;
/** An object of the official class `StoragemigrationV1beta1Api`. */
export type StoragemigrationV1beta1Api = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["StoragemigrationV1beta1Api"]
>;
/** The official class `VersionApi`; {@link generated} makes objects of it. */
export const VersionApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["VersionApi"] =
    official.VersionApi;
/** An object of the official class `VersionApi`. */
export type VersionApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["VersionApi"]
>;
/** The official class `WellKnownApi`; {@link generated} makes objects of it. */
export const WellKnownApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["WellKnownApi"] =
    official.WellKnownApi;
/** An object of the official class `WellKnownApi`. */
export type WellKnownApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/index.js")["WellKnownApi"]
>;
